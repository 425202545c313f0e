// The mail signature, in what Gmail, Outlook and Apple Mail keep of HTML: tables, inline styles, and an image with its size in attributes.
import type { ReactNode } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

const PHOTO_SIDE = 96;
/** Twice the size, for dense screens. */
const PHOTO_QUERY = `?s=${PHOTO_SIDE * 2}`;

const FONT = { fontFamily: 'Arial, Helvetica, sans-serif', fontSize: '14px', lineHeight: '20px' };
const LINK = { color: '#0a6a56', textDecoration: 'none' };

type Person = Pick<
  ProfileResponse,
  'nombre' | 'apellido' | 'email' | 'puesto' | 'telefono' | 'cedula'
>;

/** The lines under the name. Empty fields have none. */
function linesOf({ puesto, telefono, email, cedula }: Person): { text: string; href?: string }[] {
  return [
    { text: puesto },
    { text: telefono, href: `tel:${telefono}` },
    { text: email, href: `mailto:${email}` },
    { text: cedula && `Cédula CNSF ${cedula}` },
  ].filter(({ text }) => text);
}

function nameOf({ nombre, apellido, email }: Person): string {
  return `${nombre} ${apellido}`.trim() || email;
}

export function signatureText(person: Person): string {
  return [nameOf(person), ...linesOf(person).map(({ text }) => text)].join('\n');
}

/**
 * React escapes the texts; the HTML of the element is what is copied.
 * @param link the absolute address of the photo
 */
export function Signature({ person, link }: { person: Person; link: string }): ReactNode {
  const name = nameOf(person);
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} border={0} style={FONT}>
      <tbody>
        <tr>
          <td style={{ padding: '0 16px 0 0', verticalAlign: 'top' }}>
            <img
              src={`${link}${PHOTO_QUERY}`}
              alt={name}
              width={PHOTO_SIDE}
              height={PHOTO_SIDE}
              style={{
                display: 'block',
                width: `${PHOTO_SIDE}px`,
                height: `${PHOTO_SIDE}px`,
                border: '0',
                borderRadius: `${PHOTO_SIDE / 2}px`,
              }}
            />
          </td>
          <td style={{ ...FONT, padding: '0', verticalAlign: 'top', color: '#16202e' }}>
            <strong>{name}</strong>
            {linesOf(person).map(({ text, href }) => (
              <span key={text}>
                <br />
                {href ? (
                  <a href={href} style={LINK}>
                    {text}
                  </a>
                ) : (
                  text
                )}
              </span>
            ))}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
