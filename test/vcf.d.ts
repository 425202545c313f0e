// The types of `vcf`, which has none: only what the tests use.
declare module 'vcf' {
  interface Property {
    valueOf(): string;
    encoding?: string;
    type?: string | string[];
  }
  export default class VCard {
    static parse(text: string): VCard[];
    version: string;
    get(name: string): Property | Property[] | undefined;
  }
}
