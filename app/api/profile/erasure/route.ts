// POST /api/profile/erasure: deletes everything that is stored about the caller, and signs a certificate of it. Not `DELETE
// /api/profile`: with a wrong path, a request to remove the photo would delete everything.
import { erasureCertificate } from '@/lib/server/http/erasure-certificate';
import { route } from '@/lib/server/http/route';
import { eraseDataRequest, eraseDataResponse } from '@/lib/shared/profile-schema';

export const POST = route(
  {
    name: 'handle_erasure',
    summary: 'Deletes everything that is stored about the caller',
    body: eraseDataRequest,
    response: eraseDataResponse,
    limits: ['writesPerMinute'],
  },
  async ({ app, body }) => {
    const { userId, left, ...record } = await app.eraseOwnData(body.userId);
    const erasure = { ...record, complete: left.length === 0 };
    return { ...erasure, certificate: await erasureCertificate(userId, erasure) };
  },
);
