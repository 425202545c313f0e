// GET and HEAD /f/{token}.jpg: the lasting link to a photo, for mails and other sites.
import { photoLink } from '@/lib/server/http/photo-link';

export const GET = photoLink;
export const HEAD = photoLink;
