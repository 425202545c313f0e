// A process that issues an upload, confirms it, removes a photo or sweeps, and is killed during its n-th call of a port. Arguments: the
// action, the call at which to die, how far its clock is ahead, the user and the key.
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { caller } from './memory-ports';
import { type RealPorts, realPorts } from './real-ports';

const [, , deed = '', at = '', ahead = '', userId = '', key = ''] = process.argv;

function killDuringCall<Port extends object>(port: Port, calls: { left: number }): Port {
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
  ports.store = killDuringCall(ports.store, calls);
  ports.storage = killDuringCall(ports.storage, calls);
  ports.signer = killDuringCall(ports.signer, calls);
  const by = caller(userId);
  const photo = { fileName: 'foto.png', contentType: 'image/png' as const };
  if (deed === 'sweep') await sweep(ports);
  else if (deed === 'issue') await issueUpload(ports, userId, photo, by);
  else if (deed === 'remove') await removeImage(ports, userId, by);
  else await updateProfile(ports, userId, { profileImageKey: key, nombre: 'Eva' }, by);
  ports.close();
}

die().catch((error) => {
  console.error(error);
  process.exit(1);
});
