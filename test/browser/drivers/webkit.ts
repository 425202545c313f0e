// WebKitGTK's MiniBrowser by WebDriver, on a virtual screen: the engine that is closest to Safari outside of Apple's systems.
// https://www.w3.org/TR/webdriver2/
import { readdirSync } from 'node:fs';
import { freePort, HOST, listening } from '@/dev/ports';
import { startTied, type TiedProcess } from '@/dev/tied-process';
import { findProgram } from '../../run/find-program';
import { clickActions, pressActions, typeActions } from './actions';
import { awaitLine } from './await-line';
import type { Driver, Engine } from './driver';

const PROGRAMS = ['WebKitWebDriver', 'Xvfb', 'dbus-daemon'];

/** The name by which WebDriver refers to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export const webkit: Engine = {
  name: 'webkit',
  packages: ['webkit2gtk-driver', 'xvfb', 'dbus'],
  isInstalled: () => PROGRAMS.every((name) => findProgram(name)) && findMiniBrowser() !== undefined,
  uploads: 'image/jpeg',
  hasCanvasNoise: false,
  launch,
};

/** Debian has it in `/usr/lib/<architecture>/webkit2gtk-<API version>/`. */
function findMiniBrowser(): string | undefined {
  const folders = list('/usr/lib')
    .filter((name) => name.endsWith('-linux-gnu'))
    .flatMap((name) => list(`/usr/lib/${name}`).map((inner) => `/usr/lib/${name}/${inner}`))
    .filter((path) => /\/webkit(2gtk|gtk)-[\d.]+$/.test(path));
  return findProgram(...folders.map((folder) => `${folder}/MiniBrowser`));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function launch(): Promise<Driver> {
  const port = await freePort();
  const screen = startTied(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'],
    { output: 'pipe' },
  );
  // Not `dbus-run-session`: ending it would leave the bus and the driver running.
  const bus = startTied('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    output: 'pipe',
  });
  let driver: TiedProcess | undefined;
  const stop = async () => {
    await driver?.stop();
    await bus.stop();
    await screen.stop();
  };
  try {
    const [, address] = await awaitLine(bus, /^(unix:\S+)\n/m);
    const [, display] = await awaitLine(screen, /^(\d+)\n/m);
    driver = startTied('WebKitWebDriver', [`--port=${port}`, `--host=${HOST}`], {
      output: 'pipe',
      env: {
        ...process.env,
        DBUS_SESSION_BUS_ADDRESS: address,
        DISPLAY: `:${display}`,
        GDK_BACKEND: 'x11',
        NO_AT_BRIDGE: '1',
        GTK_USE_PORTAL: '0',
      },
    });
    await Promise.race([listening(port), driver.exited]);
    return await drive(`http://${HOST}:${port}/session`, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function drive(sessions: string, stop: () => Promise<void>): Promise<Driver> {
  const binary = findMiniBrowser();
  const options = { binary, args: ['--automation'] };
  const { sessionId } = await send<{ sessionId: string }>(sessions, {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  });
  const session = `${sessions}/${sessionId}`;
  // The timeout of the test ends a script that hangs.
  await send(`${session}/timeouts`, { script: 600_000, pageLoad: 600_000 });
  await send(`${session}/window/rect`, { width: 1280, height: 980 });
  const perform = async (actions: object[]) => {
    await send(`${session}/actions`, { actions });
  };
  return {
    goto: async (url) => {
      await send(`${session}/url`, { url });
    },
    async evaluate(run, ...args) {
      const script = `
        const done = arguments[arguments.length - 1];
        (async () => (${run})(...${JSON.stringify(args)}))().then(
          (value) => done({ value: JSON.stringify(value) }),
          (error) => done({ error: String(error) }),
        );`;
      const { value, error } = await send<{ value?: string; error?: string }>(
        `${session}/execute/async`,
        { script, args: [] },
      );
      if (error !== undefined) throw new Error(error);
      return value === undefined ? undefined : JSON.parse(value);
    },
    async setFiles(selector, paths) {
      const element = await send<Record<string, string>>(`${session}/element`, {
        using: 'css selector',
        value: selector,
      });
      await send(`${session}/element/${element[ELEMENT]}/value`, { text: paths.join('\n') });
    },
    click: (x, y) => perform(clickActions(x, y)),
    type: (text) => perform(typeActions(text)),
    press: (key, control) => perform(pressActions(key, control)),
    async close() {
      await fetch(session, { method: 'DELETE' }).catch(() => {});
      await stop();
    },
  };
}

/** Rejects with WebDriver's error. */
async function send<Value>(url: string, body: object): Promise<Value> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}
