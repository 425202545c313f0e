// The route handlers of the app on ports in memory, and the handlers that they are compared with.
import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';
import appConfig from '../../next.config.mjs';

export default async () => {
  const { serverExternalPackages, transpilePackages, poweredByHeader } =
    await appConfig(PHASE_PRODUCTION_BUILD);
  return {
    serverExternalPackages,
    transpilePackages,
    poweredByHeader,
    // The tsconfig.json of the project checks these files too.
    typescript: { ignoreBuildErrors: true },
    turbopack: { root: new URL('../..', import.meta.url).pathname },
  };
};
