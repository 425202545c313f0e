// A file that a use case makes.
export interface NamedFile {
  fileName: string;
  body: Uint8Array;
}
