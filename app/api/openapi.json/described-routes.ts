// The routes that the OpenAPI document describes, by path. A test compares them with the route files.
import * as live from '@/app/api/health/live/route';
import * as health from '@/app/api/health/route';
import * as archive from '@/app/api/profile/archive/route';
import * as cardPdf from '@/app/api/profile/card.pdf/route';
import * as cardPng from '@/app/api/profile/card.png/route';
import * as vCard from '@/app/api/profile/card.vcf/route';
import * as erasure from '@/app/api/profile/erasure/route';
import * as exporting from '@/app/api/profile/export/route';
import * as download from '@/app/api/profile/image/download/route';
import * as framing from '@/app/api/profile/image/framing/route';
import * as history from '@/app/api/profile/image/history/route';
import * as image from '@/app/api/profile/image/route';

import * as link from '@/app/api/profile/link/route';

import * as phone from '@/app/api/profile/phone/route';

import * as qrPng from '@/app/api/profile/qr.png/route';
import * as qrSvg from '@/app/api/profile/qr.svg/route';
import * as profile from '@/app/api/profile/route';
import * as sessions from '@/app/api/profile/sessions/route';

export const DESCRIBED_ROUTES = {
  '/api/profile': profile,
  '/api/profile/image': image,
  '/api/profile/image/download': download,
  '/api/profile/image/framing': framing,
  '/api/profile/image/history': history,
  '/api/profile/card.vcf': vCard,
  '/api/profile/card.pdf': cardPdf,
  '/api/profile/card.png': cardPng,
  '/api/profile/qr.svg': qrSvg,
  '/api/profile/qr.png': qrPng,
  '/api/profile/export': exporting,
  '/api/profile/archive': archive,
  '/api/profile/erasure': erasure,
  '/api/profile/link': link,
  '/api/profile/phone': phone,
  '/api/profile/sessions': sessions,
  '/api/health': health,
  '/api/health/live': live,
};
