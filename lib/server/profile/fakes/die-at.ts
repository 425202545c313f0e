// A process that confirms an upload, or sweeps, and is killed while its n-th call of a port is under way. Told by its
// arguments: what to do, at which call to die, how far ahead its clock is, the user and the key.
import { sweep } from '@/lib/server/profile/sweep';
import { updateProfile } from '@/lib/server/profile/update-profile';
import { type RealPorts, realPorts } from './real-ports';
import { caller } from './world';

const [, , deed = '', at = '', ahead = '', userId = '', key = ''] = process.argv;

function mortal<Port extends object>(port: Port, calls: { left: number }): Port {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const result = Reflect.apply(member, target, args);
        if (calls.left === 0) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
        calls.left -= 1;
        return result;
      };
    },
  });
}

async function die(): Promise<void> {
  const ports: RealPorts = realPorts(process.env, Number(ahead));
  const calls = { left: Number(at) };
  ports.store = mortal(ports.store, calls);
  ports.storage = mortal(ports.storage, calls);
  ports.signer = mortal(ports.signer, calls);
  if (deed === 'sweep') await sweep(ports);
  else await updateProfile(ports, userId, { profileImageKey: key, nombre: 'Eva' }, caller(userId));
  ports.close();
}

die().catch((error) => {
  console.error(error);
  process.exit(1);
});
