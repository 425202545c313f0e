// The interface through which tests control a browser. Each engine has a file in this folder; `engines.ts` lists them.

/** A value that goes to the page and back as JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A browser with one empty tab. */
export interface Driver {
  goto(url: string): Promise<void>;
  /**
   * Calls a function in the page, and waits for its promise. The function can use its arguments, but no variable of this program.
   * Rejects with what it throws, and if the page navigates meanwhile.
   */
  evaluate<A extends Json[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** Sets the files of an input, as the system's dialog does. */
  setFiles(selector: string, paths: string[]): Promise<void>;
  /** Clicks a point, in CSS pixels of the viewport, with the mouse. */
  click(x: number, y: number): Promise<void>;
  /** Types text into the focused element, key by key. */
  type(text: string): Promise<void>;
  /** Presses a key, with the Control key held if `control`. */
  press(key: Key, control?: boolean): Promise<void>;
  close(): Promise<void>;
}

export type Key = 'Enter' | 'Escape' | 'a';

export interface LaunchOptions {
  /** Whether the canvas returns noise when read. Only engines with `hasCanvasNoise` can. */
  canvasNoise?: boolean;
}

export interface Engine {
  readonly name: string;
  /** The Debian packages that it needs. */
  readonly packages: readonly string[];
  /** Whether its programs are installed. */
  isInstalled(): boolean;
  /** The type of the photos that the page encodes and uploads in this engine. */
  readonly uploads: 'image/webp' | 'image/jpeg';
  readonly hasCanvasNoise: boolean;
  launch(options?: LaunchOptions): Promise<Driver>;
}
