// Debian's Firefox by WebDriver BiDi, without a window. Playwright's Firefox is a patched one that must be downloaded.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTied } from '@/dev/tied-process';
import { findProgram } from '../../run/find-program';
import { clickActions, pressActions, typeActions } from './actions';
import { awaitLine } from './await-line';
import { type BidiConnection, connectBidi } from './bidi';
import type { Driver, Engine, LaunchOptions } from './driver';

const NAMES = ['firefox-esr', 'firefox'];

export const firefox: Engine = {
  name: 'firefox',
  packages: ['firefox-esr'],
  isInstalled: () => findProgram(...NAMES) !== undefined,
  uploads: 'image/webp',
  hasCanvasNoise: true,
  launch,
};

async function launch({ canvasNoise = false }: LaunchOptions = {}): Promise<Driver> {
  const profile = mkdtempSync(join(tmpdir(), 'profile-firefox-'));
  writeFileSync(join(profile, 'user.js'), preferences(canvasNoise));
  const program = startTied(
    findProgram(...NAMES) ?? 'firefox',
    ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile],
    { output: 'pipe' },
  );
  const stop = async () => {
    await program.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, url] = await awaitLine(program, /WebDriver BiDi listening on (ws:\S+)/);
    const connection = await connectBidi(`${url}/session`);
    await connection.send('session.new', { capabilities: {} });
    const { contexts } = await connection.send<Contexts>('browsingContext.getTree', {});
    return drive(connection, contexts[0]?.context ?? '', stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The preferences of WebDriver itself already stop all background requests. */
function preferences(canvasNoise: boolean): string {
  return Object.entries({
    'intl.accept_languages': 'es-MX, es',
    'privacy.resistFingerprinting': canvasNoise,
    // Resisting fingerprinting asks for English pages.
    'privacy.spoof_english': 1,
  })
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

interface Contexts {
  contexts: { context: string }[];
}

interface CallResult {
  type: 'success' | 'exception';
  result?: { value?: string; sharedId?: string };
  exceptionDetails?: { text: string };
}

function drive(bidi: BidiConnection, context: string, stop: () => Promise<void>): Driver {
  async function call(functionDeclaration: string): Promise<NonNullable<CallResult['result']>> {
    const answer = await bidi.send<CallResult>('script.callFunction', {
      functionDeclaration,
      target: { context },
      awaitPromise: true,
      // Treat it as a user gesture, like a click.
      userActivation: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
    return answer.result ?? {};
  }
  const perform = async (actions: object[]) => {
    await bidi.send('input.performActions', { context, actions });
  };
  return {
    async goto(url) {
      const navigate = () =>
        bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
      // Firefox aborts the page's requests when a navigation begins. Next takes an aborted refresh for a failure and
      // navigates to its own page instead, which aborts this navigation.
      await navigate().catch((error: Error) => {
        if (!error.message.includes('NS_BINDING_ABORTED')) throw error;
        return navigate();
      });
    },
    async evaluate(run, ...args) {
      const { value } = await call(
        `async () => JSON.stringify(await (${run})(...${JSON.stringify(args)}))`,
      );
      return value === undefined ? undefined : JSON.parse(value);
    },
    async setFiles(selector, files) {
      const { sharedId } = await call(`() => document.querySelector(${JSON.stringify(selector)})`);
      await bidi.send('input.setFiles', { context, element: { sharedId }, files });
    },
    click: (x, y) => perform(clickActions(x, y)),
    type: (text) => perform(typeActions(text)),
    press: (key, control) => perform(pressActions(key, control)),
    async close() {
      await bidi.send('browser.close', {}).catch(() => {});
      bidi.close();
      await stop();
    },
  };
}
