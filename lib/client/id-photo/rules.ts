// The rules of ID photos, as data. A new ID photo is an entry here, with its name in the messages.

export interface IdPhotoRule {
  readonly sizeMm: Size;
  readonly sizePx: Size;
  /** Dots per inch, which the file's header states. */
  readonly dpi: number;
  /** Positions of the crown (with hair) and the chin, as shares of the height from the top. */
  readonly crown: number;
  readonly chin: number;
  readonly sheet: SheetRule;
  readonly sources: readonly Source[];
}

/** A sheet with several copies to print and cut, in the middle of the paper. */
export interface SheetRule {
  readonly sizeMm: Size;
  readonly columns: number;
  readonly rows: number;
  /** Between two photos. */
  readonly gapMm: number;
}

/** The source of a value. */
export interface Source {
  readonly title: string;
  readonly url?: string;
  readonly says: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const ID_PHOTO_RULES = {
  /** The photo of an agent's authorization by Mexico's CNSF. */
  'mx-infantil': {
    sizeMm: { width: 25, height: 30 },
    sizePx: { width: 295, height: 354 },
    dpi: 300,
    crown: 0.1,
    chin: 0.8,
    sheet: { sizeMm: { width: 100, height: 150 }, columns: 2, rows: 3, gapMm: 6 },
    sources: [
      {
        title: 'CNSF, Circular Única de Seguros y Fianzas, 32.2.2, fracción I',
        url: 'https://lisfcusf.cnsf.gob.mx/CUSF/CUSF32_2',
        says: '“Fotografía tamaño infantil a color reciente”, in the file of a provisional agent. It states no measures.',
      },
      {
        title: 'Guide for agents, not by the CNSF',
        url: 'https://agentedeseguros.digital/como-tener-cedula-de-agente-de-seguros',
        says: '“Fotografía reciente, de tamaño infantil a color, en formato JPG”, for the authorization of agents. The text of the CNSF that it follows was not found.',
      },
      {
        title: 'CNSF, Circular Única de Seguros y Fianzas, Anexo 36.1.2, in a copy',
        url: 'https://pdfslide.net/documents/anexo-3612-forma-y-terminos-para-la-solicitud-de-.html',
        says: 'The photo of adjusters is a file “.JPG”. Neither pixels nor bytes are in the part that was read.',
      },
      {
        title: 'Custom of Mexican photo studios',
        says: '“Tamaño infantil” is 2.5 cm wide and 3 cm high. No text of the CNSF that says so was found.',
      },
      {
        title: 'Our choice',
        says: '300 dpi is what photo printers print. The head has 70 % of the height: the CNSF says nothing of it, and papers that do, such as the Mexican passport, ask for 70 to 80 %.',
      },
    ],
  },
} as const satisfies Record<string, IdPhotoRule>;

export type IdPhotoRuleId = keyof typeof ID_PHOTO_RULES;
