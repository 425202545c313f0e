// The scripts that every Next page with next-auth's session loads: `npm run size` compares the profile page with them.
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
