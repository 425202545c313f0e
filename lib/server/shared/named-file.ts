// A file that a use case creates, with its name.
export interface NamedFile {
  fileName: string;
  body: Uint8Array;
}
