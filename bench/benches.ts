// The benchmarks, by the names that `npm run bench -- NAME` takes. docs/performance.md has a table for each.

export interface Bench {
  /** In bench/. */
  file: string;
  measures: string;
  /** True if it needs the packages of bench/package.json. */
  packages?: true;
  /** True if it measures the production build of the app. */
  build?: true;
  /** True if it imports modules that are for the server only. */
  isServer?: true;
}

export const BENCHES: Record<string, Bench> = {
  upload: {
    file: 'upload/main.ts',
    measures: 'from choosing a photo until the picture of the server is shown, beside uploaders',
    packages: true,
    build: true,
  },
  browser: { file: 'browser.ts', measures: 'what a user feels after "use photo"', build: true },
  interactions: {
    file: 'interactions.ts',
    measures: 'interactions on a slow processor',
    build: true,
  },
  phone: {
    file: 'phone.ts',
    measures: 'from opening the address on the phone until the desk shows its photo',
    build: true,
  },
  server: { file: 'server/main.ts', measures: 'POST and GET beside short handlers', build: true },
  resample: { file: 'resample.ts', measures: 'the crop of the editor beside the Lanczos kernel' },
  presign: { file: 'presign.ts', measures: 'presigned URLs a second' },
  import: { file: 'import.ts', measures: 'CPU time of importing each route module', build: true },
  pipeline: { file: 'pipeline.ts', measures: 'validating and re-encoding, beside sharp alone' },
  images: { file: 'images.ts', measures: 'the images that cost the server the most' },
  faces: { file: 'faces/main.ts', measures: 'how well faces are found and framed', packages: true },
  store: { file: 'store.ts', measures: 'a large store beside a small one', isServer: true },
  reconcile: { file: 'reconcile.ts', measures: 'time and memory of reconcile', isServer: true },
};
