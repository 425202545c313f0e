// A minimal page with next-auth's session: `npm run size` compares the scripts of the profile page with those of this one.
import { Session } from './session';

export default function Layout({ children }) {
  return (
    <html lang="es">
      <body>
        <Session>{children}</Session>
      </body>
    </html>
  );
}
