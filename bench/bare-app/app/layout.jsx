// What every Next page with next-auth's session loads: the measure that `npm run size` takes the profile page by.
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
