// A portrait for demonstrations, drawn so that it shows no real person.
import sharp from 'sharp';

const DRAWING = `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200">
  <defs>
    <linearGradient id="wall" x2="1" y2="1"><stop stop-color="#f3d9b8"/><stop offset="1" stop-color="#d9a679"/></linearGradient>
    <linearGradient id="skin" x2="0" y2="1"><stop stop-color="#e2a57c"/><stop offset="1" stop-color="#c98a63"/></linearGradient>
    <linearGradient id="coat" x2="0" y2="1"><stop stop-color="#1f5a52"/><stop offset="1" stop-color="#12403a"/></linearGradient>
  </defs>
  <rect width="1600" height="1200" fill="url(#wall)"/>
  <circle cx="1240" cy="330" r="210" fill="#f8e8cf" opacity=".8"/>
  <rect x="120" y="150" width="300" height="420" rx="18" fill="#b9784f" opacity=".35"/>
  <path d="M520 620c-60-330 90-490 290-490s350 150 290 490c-20 170-40 260-80 320H600c-40-60-60-150-80-320Z" fill="#3a2219"/>
  <path d="M330 1200c20-230 170-330 330-350h300c160 20 310 120 330 350Z" fill="url(#coat)"/>
  <path d="M690 760h240v110c0 70-60 120-120 120s-120-50-120-120Z" fill="#b97a54"/>
  <path d="M650 850 810 1060 970 850l60 30-90 320H680l-90-320Z" fill="#fbf4ea"/>
  <ellipse cx="810" cy="560" rx="205" ry="265" fill="url(#skin)"/>
  <path d="M590 560c-10-210 90-300 230-300 150 0 230 110 210 300-40-120-110-180-190-200-70 70-170 110-250 200Z" fill="#3a2219"/>
  <ellipse cx="728" cy="570" rx="20" ry="24" fill="#2a1a14"/><ellipse cx="892" cy="570" rx="20" ry="24" fill="#2a1a14"/>
  <path d="M690 510q38-26 76-4M854 506q38-22 76 4" stroke="#3a2219" stroke-width="14" stroke-linecap="round" fill="none"/>
  <path d="M810 590q-22 60 6 66" stroke="#a9694a" stroke-width="12" stroke-linecap="round" fill="none"/>
  <path d="M738 700q72 66 144 0" stroke="#8d3f35" stroke-width="16" stroke-linecap="round" fill="none"/>
</svg>`;

/** The same person on another day: different wall and coat. */
const ANOTHER_DAY = new Map([
  ['#f3d9b8', '#cfe0ea'],
  ['#d9a679', '#8fb3c9'],
  ['#f8e8cf', '#eef6fa'],
  ['#b9784f', '#5d88a3'],
  ['#1f5a52', '#8a4a3a'],
  ['#12403a', '#5f2f25'],
]);

/** A JPEG of 2,400 by 1,800 pixels, well under the upload limit. */
export function drawnPortrait(day: 'one' | 'another'): Promise<Buffer> {
  const drawing =
    day === 'one'
      ? DRAWING
      : DRAWING.replace(/#[0-9a-f]{6}/g, (colour) => ANOTHER_DAY.get(colour) ?? colour);
  return sharp(Buffer.from(drawing), { density: 108 }).jpeg({ quality: 86 }).toBuffer();
}
