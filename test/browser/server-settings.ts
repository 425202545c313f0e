// The settings of a production server on this machine, for the browser tests and the benchmarks.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { HOST } from '@/dev/ports';

/**
 * Returns the variables that the engines do not set, with new secrets.
 * @param url the address of the server
 */
export function serverSettings(url: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    ERASURE_SIGNING_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    LOCAL_SIGN_IN: 'true',
    HOSTNAME: HOST,
    NEXT_TELEMETRY_DISABLED: '1',
  };
}
