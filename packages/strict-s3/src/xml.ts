// The subset of XML that S3 uses: a writer, and a strict parser.
import { S3Error } from './errors.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return (
    text
      .replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
      // Control characters are written as character references, as S3 does for keys that contain them.
      .replace(
        /[^\t\n\u0020-\u007e\u0080-\u{10ffff}]/gu,
        (char) => `&#x${char.charCodeAt(0).toString(16)};`,
      )
  );
}

/** One element. A string is escaped as text; an array is joined as markup; `undefined` gives no element. */
export function element(name: string, content: string | number | boolean | string[] | undefined) {
  if (content === undefined) return '';
  const inner = Array.isArray(content) ? content.join('') : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** A document in S3's namespace. */
export function xmlDocument(root: string, children: string[]): string {
  return `${HEAD}<${root} xmlns="${NAMESPACE}">${children.join('')}</${root}>`;
}

/** An error document, which S3 sends without a namespace. */
export function xmlError(fields: Record<string, string>): string {
  return (
    HEAD +
    element(
      'Error',
      Object.entries(fields).map(([name, value]) => element(name, value)),
    )
  );
}

export interface XmlNode {
  name: string;
  children: XmlNode[];
  /** The text of this node without its children. White space is kept. */
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const TOKEN = new RegExp(
  [
    '<!--(?:(?!--)[\\s\\S])*-->',
    '<\\?[\\s\\S]*?\\?>',
    '<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)\\]\\]>',
    `</(?<close>${NAME})\\s*>`,
    `<(?<open>${NAME})(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MAX_DEPTH = 16;

function unescapeText(text: string): string {
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    const point = code && (code[1] ? Number.parseInt(code[1], 16) : Number(code[2]));
    const char = point && point <= 0x10ffff ? String.fromCodePoint(point) : ENTITIES[name];
    if (char === undefined || !whole.endsWith(';')) throw new S3Error('MalformedXML');
    return char;
  });
}

/**
 * Parses a document with the given root element. Namespace prefixes are ignored.
 *
 * @throws S3Error MalformedXML for invalid UTF-8, a DOCTYPE, unbalanced tags, unknown entities, or another root
 */
export function parseXml(bytes: Buffer, rootName: string): XmlNode {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new S3Error('MalformedXML');
  }
  const top: XmlNode = { name: '', children: [], text: '' };
  const open: XmlNode[] = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups;
    const current = open.at(-1);
    if (!groups || !current) throw new S3Error('MalformedXML');
    if (groups.open) {
      const node: XmlNode = { name: localName(groups.open), children: [], text: '' };
      current.children.push(node);
      if (!groups.empty) open.push(node);
      if (open.length > MAX_DEPTH) throw new S3Error('MalformedXML');
    } else if (groups.close) {
      if (current === top || localName(groups.close) !== current.name) {
        throw new S3Error('MalformedXML');
      }
      open.pop();
    } else {
      current.text += groups.cdata ?? unescapeText(groups.text ?? '');
    }
  }
  const root = top.children[0];
  if (open.length !== 1 || top.children.length !== 1 || top.text.trim() || !root) {
    throw new S3Error('MalformedXML');
  }
  if (root.name !== rootName) throw new S3Error('MalformedXML');
  return root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The texts of the children with this name, in order. */
export function childTexts(node: XmlNode, name: string): string[] {
  return node.children.filter((child) => child.name === name).map((child) => child.text);
}
