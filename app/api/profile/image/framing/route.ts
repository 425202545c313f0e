// GET, POST and PUT /api/profile/image/framing: the source picture of a photo, for framing it again.
import { route } from '@/lib/server/http/route';
import {
  confirmFramingRequest,
  framingResponse,
  issueFramingRequest,
  issueFramingResponse,
} from '@/lib/shared/framing-schema';
import { profileResponse } from '@/lib/shared/profile-schema';

export const GET = route(
  {
    name: 'handle_framing',
    summary: 'The source picture of the shown photo, at a presigned URL, and its crop',
    response: framingResponse,
    errors: ['image_not_found'],
  },
  ({ app }) => app.getFraming(),
);

export const POST = route(
  {
    name: 'handle_framing_upload',
    summary: 'Requests an upload of the source picture of a photo: returns a presigned PUT',
    body: issueFramingRequest,
    response: issueFramingResponse,
    errors: ['image_not_found', 'already_framed'],
    limits: ['writesPerMinute'],
    imageKey: ({ key }) => key,
  },
  ({ app, body }) => app.issueFraming(body),
);

export const PUT = route(
  {
    name: 'handle_framing_confirmation',
    summary: 'Confirms that upload: the picture is stored with its photo',
    body: confirmFramingRequest,
    response: profileResponse,
    errors: ['image_not_found', 'not_uploaded'],
    limits: ['writesPerMinute'],
    imageKey: ({ key }) => key,
  },
  ({ app, body }) => app.confirmFraming(body.key),
);
