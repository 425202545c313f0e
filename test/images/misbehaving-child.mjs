// A fake image child process, which behaves as BEHAVIOUR says when it receives an image.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const answer = (reason) => process.send({ validation: { ok: false, reason } });

const libvipsThreads = () =>
  readdirSync('/proc/self/task')
    .map((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim())
    .filter((name) => name === 'libvips worker').length;

const behaviours = {
  spin: () => {
    for (;;);
  },
  grow: () => {
    const held = [];
    setInterval(() => held.push(Buffer.alloc(20_000_000, 1)), 1);
  },
  wait: () => {},
  die: () => process.kill(process.pid, 'SIGKILL'),
  pid: () => answer(process.pid),
  fail: () => process.send({ error: new Error('a fault of ours') }),
  'count threads': async () => {
    await import('sharp');
    // A new thread has the name of the process until it runs.
    while (libvipsThreads() < 16) await setTimeout(10);
    answer(libvipsThreads());
  },
  variables: () => answer(Object.keys(process.env).sort().join()),
};

if (process.env.BEHAVIOUR === 'never starts') process.exit(1);
process.on('message', behaviours[process.env.BEHAVIOUR]);
process.on('disconnect', () => process.exit());
process.send('ready');
