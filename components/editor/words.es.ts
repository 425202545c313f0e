// The editor and the camera in Spanish.
import type { CameraWords, EditorWords } from './words';

export const editorWordsEs: EditorWords = {
  title: 'Ajusta tu foto',
  loading: 'Abriendo la foto…',
  converting: 'Convirtiendo la foto de tu iPhone. Tarda unos segundos…',
  unreadableTitle: 'No podemos leer este archivo',
  unreadable:
    'Puede que esté dañado o que no sea una foto. Elige otra en JPEG, PNG, WebP o HEIC, o ábrela y guárdala de nuevo.',
  notLoadedTitle: 'No se pudo cargar',
  notLoaded:
    'No llegó el programa que convierte las fotos de iPhone. Tu foto sigue aquí: revisa tu conexión y vuelve a intentarlo.',
  retry: 'Reintentar',
  stage: 'Encuadre de la foto',
  hintPointer:
    'Arrastra para mover, o haz clic en lo que quieras ver en el centro. Con la rueda te acercas.',
  hintTouch: 'Arrastra para mover, o toca lo que quieras ver en el centro. Pellizca para acercar.',
  hintKeys:
    'Con el teclado: las flechas mueven, + y − acercan y alejan, [ y ] giran, 0 restablece.',
  zoom: 'Acercar',
  straighten: 'Enderezar',
  turnLeft: 'Girar a la izquierda',
  turnRight: 'Girar a la derecha',
  reset: 'Restablecer',
  use: 'Usar foto',
  cancel: 'Cancelar',
  close: 'Cerrar',
  percent: '{percent} %',
  state: 'Ampliación {zoom} %, giro {angle} grados',
};

export const cameraWordsEs: CameraWords = {
  title: 'Tomar una foto',
  starting: 'Esperando a la cámara. Si el navegador pide permiso, acéptalo.',
  live: 'Lo que ve la cámara',
  taken: 'La foto que tomaste',
  take: 'Tomar foto',
  retake: 'Repetir',
  use: 'Continuar',
  cancel: 'Cancelar',
  retry: 'Volver a intentar',
  deniedTitle: 'La cámara está bloqueada',
  denied:
    'Negaste a esta página el permiso de la cámara. Permítelo en la configuración del sitio, junto a la dirección, y vuelve a intentarlo; o elige una foto guardada.',
  missingTitle: 'No encontramos ninguna cámara',
  missing: 'Conecta una y vuelve a intentarlo, o elige una foto guardada.',
  busyTitle: 'La cámara no responde',
  busy: 'Puede que otro programa la esté usando. Ciérralo y vuelve a intentarlo, o elige una foto guardada.',
};
