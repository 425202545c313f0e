// GET /api/profile/qr.svg: returns the QR code of the caller's contact or link.
import { qrRoute } from '@/lib/server/http/qr-route';

export const GET = qrRoute('svg');
