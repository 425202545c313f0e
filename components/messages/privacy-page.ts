// The text of the app's own privacy notice, by language. It is apart from the other texts, since only its page shows it.
import type { Locale } from '@/components/i18n/locale';

interface PrivacyPage {
  title: string;
  updated: string;
  sections: { title: string; text: string }[];
}

/** `{date}` is the day of the last change, and `{time}` how long an earlier photo is kept. */
export const privacyPage: Record<Locale, PrivacyPage> = {
  es: {
    title: 'Aviso de privacidad',
    updated: 'Última modificación: {date}',
    sections: [
      {
        title: 'Quién es responsable',
        text: 'La agencia que te dio acceso a PolizaLab es responsable de tus datos personales. Su domicilio y su contacto para temas de privacidad son los que te dio al contratar el servicio.',
      },
      {
        title: 'Qué datos guardamos',
        text: 'Tu foto de perfil, la imagen de la que la encuadraste (para que puedas ajustarla; nadie más la ve), tu nombre y los demás datos que escribas en tu perfil, tu correo electrónico y un registro de los cambios de tu foto: qué pasó, cuándo y desde qué dirección de red. De tus fotos borramos los datos ocultos, como el lugar donde se tomaron. No guardamos datos biométricos.',
      },
      {
        title: 'Para qué los usamos',
        text: 'Para identificarte ante tu equipo y, si los compartes, ante tus clientes, y para mantener segura tu cuenta. No los usamos para publicidad ni los compartimos con terceros, salvo con quien guarda los archivos por encargo nuestro o cuando lo exija una autoridad competente. Tú decides si compartes tu foto con un enlace, y tus datos en tu firma, tu tarjeta o tu contacto.',
      },
      {
        title: 'Cuánto tiempo',
        text: 'Tu foto, mientras la uses. Cuando la cambias o la quitas, se borra después de {time}, con la imagen de la que la encuadraste. Todo lo demás, hasta que lo borres o termine tu relación con la agencia.',
      },
      {
        title: 'Tus derechos',
        text: 'Puedes acceder a tus datos, rectificarlos, cancelarlos u oponerte a su uso, y revocar tu consentimiento. En tu perfil puedes hacerlo tú: cambia o quita tu foto, corrige tu nombre, descarga tus datos o bórralos todos. Si necesitas ayuda, escribe a tu agencia.',
      },
      {
        title: 'Cambios a este aviso',
        text: 'Cuando cambie, cambiará también su fecha. Con cada foto guardamos qué versión se te mostró.',
      },
    ],
  },
  en: {
    title: 'Privacy notice',
    updated: 'Last changed: {date}',
    sections: [
      {
        title: 'Who is responsible',
        text: 'The agency that gave you access to PolizaLab is responsible for your personal data. Its address and its contact for privacy are the ones that it gave you with the service.',
      },
      {
        title: 'What we store',
        text: 'Your profile photo, the picture that you framed it from (so that you can adjust it; nobody else sees it), your name and what else you write in your profile, your e-mail address, and a record of the changes of your photo: what happened, when, and from which network address. We remove hidden data from your photos, such as the place where they were taken. We store no biometric data.',
      },
      {
        title: 'What we use it for',
        text: 'So that your team recognises you, and your clients if you share it, and to keep your account safe. We do not use it for advertising, and we share it with nobody but those who store the files on our behalf, or a competent authority that requires it. You decide whether to share your photo by a link, and your details in your signature, card or contact.',
      },
      {
        title: 'For how long',
        text: 'Your photo, as long as you use it. When you replace or remove it, it is deleted after {time}, with the picture that you framed it from. Everything else, until you delete it or leave the agency.',
      },
      {
        title: 'Your rights',
        text: 'You can access your data, correct it, have it deleted, object to its use, and withdraw your consent. You can do so yourself in your profile: change or remove your photo, correct your name, download your data, or delete everything. If you need help, write to your agency.',
      },
      {
        title: 'Changes of this notice',
        text: 'When it changes, so does its date. With each photo we store which version you were shown.',
      },
    ],
  },
};
