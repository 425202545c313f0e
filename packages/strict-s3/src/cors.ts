// CORS rules: parsing a PutBucketCors document, matching a request, and response headers.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
import { S3Error } from './errors.ts';
import { childTexts, element, parseXml, type XmlNode, xmlDocument } from './xml.ts';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];
const MAX_RULES = 100;

export interface CorsRule {
  id: string | undefined;
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAgeSeconds: number | undefined;
}

/** Parses a PutBucketCors document. @throws S3Error MalformedXML, InvalidRequest */
export function parseCors(bytes: Buffer): CorsRule[] {
  const root = parseXml(bytes, 'CORSConfiguration');
  const rules = root.children.map(parseRule);
  if (rules.length === 0 || rules.length > MAX_RULES) throw new S3Error('MalformedXML');
  return rules;
}

function parseRule(node: XmlNode): CorsRule {
  const rule: CorsRule = {
    id: childTexts(node, 'ID')[0],
    origins: childTexts(node, 'AllowedOrigin'),
    methods: childTexts(node, 'AllowedMethod'),
    headers: childTexts(node, 'AllowedHeader'),
    exposed: childTexts(node, 'ExposeHeader'),
    maxAgeSeconds: undefined,
  };
  const maxAge = childTexts(node, 'MaxAgeSeconds')[0];
  if (maxAge !== undefined) {
    if (!/^\d{1,9}$/.test(maxAge)) throw new S3Error('MalformedXML');
    rule.maxAgeSeconds = Number(maxAge);
  }
  if (node.name !== 'CORSRule' || !rule.origins.length || !rule.methods.length) {
    throw new S3Error('MalformedXML');
  }
  const invalid = (why: string) => new S3Error('InvalidRequest', why);
  for (const method of rule.methods) {
    if (!METHODS.includes(method)) {
      throw invalid(
        `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
      );
    }
  }
  for (const [kind, patterns] of [
    ['AllowedOrigin', rule.origins],
    ['AllowedHeader', rule.headers],
  ] as const) {
    const bad = patterns.find((pattern) => pattern.split('*').length > 2);
    if (bad) throw invalid(`${kind} "${bad}" can not have more than one wildcard.`);
  }
  const badName = rule.exposed.find((name) => !/^[\w!#$%&'+.^`|~-]+$/.test(name));
  if (badName !== undefined) {
    throw invalid(
      `ExposeHeader "${badName}" is not a valid header name. We currently do not support wildcard for ExposeHeader`,
    );
  }
  return rule;
}

/** The document of GetBucketCors. */
export function corsDocument(rules: readonly CorsRule[]): string {
  const list = (name: string, values: string[]) => values.map((value) => element(name, value));
  return xmlDocument(
    'CORSConfiguration',
    rules.map((rule) =>
      element('CORSRule', [
        element('ID', rule.id),
        ...list('AllowedMethod', rule.methods),
        ...list('AllowedOrigin', rule.origins),
        ...list('AllowedHeader', rule.headers),
        ...list('ExposeHeader', rule.exposed),
        element('MaxAgeSeconds', rule.maxAgeSeconds),
      ]),
    ),
  );
}

/** Matches a pattern with at most one `*`, which stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

/** The first rule that allows the origin, the method and all headers. Header names are case-insensitive. */
export function findRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => matches(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((name) =>
        rule.headers.some((pattern) => matches(pattern.toLowerCase(), name.toLowerCase())),
      ),
  );
}

/** CORS response headers for a request that a rule allows. `requestedHeaders` are those of a preflight. */
export function corsHeaders(
  rule: CorsRule,
  origin: string,
  requestedHeaders: readonly string[] = [],
): Record<string, string> {
  const anyOrigin = rule.origins.find((pattern) => matches(pattern, origin)) === '*';
  return {
    'Access-Control-Allow-Origin': anyOrigin ? '*' : origin,
    'Access-Control-Allow-Methods': rule.methods.join(', '),
    ...(requestedHeaders.length && {
      'Access-Control-Allow-Headers': requestedHeaders.join(', ').toLowerCase(),
    }),
    ...(rule.exposed.length && { 'Access-Control-Expose-Headers': rule.exposed.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && {
      'Access-Control-Max-Age': String(rule.maxAgeSeconds),
    }),
    ...(!anyOrigin && { 'Access-Control-Allow-Credentials': 'true' }),
    Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
