// A fake image child process, which behaves as BEHAVIOUR says when it receives an image.
import { readdirSync, readFileSync } from 'node:fs';

const answer = (reason) => process.send({ validation: { ok: false, reason } });

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
    const names = readdirSync('/proc/self/task').map((id) =>
      readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim(),
    );
    answer(names.filter((name) => name === 'libvips worker').length);
  },
  variables: () => answer(Object.keys(process.env).sort().join()),
};

if (process.env.BEHAVIOUR === 'never starts') process.exit(1);
process.on('message', behaviours[process.env.BEHAVIOUR]);
process.on('disconnect', () => process.exit());
process.send('ready');
