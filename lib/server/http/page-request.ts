// Forms that are sent to a page. Next reads each to find a server action in it, and answers 500 to one that it cannot read.
import { readText } from './read-json';

/** True unless it is a form that nobody can read, or one longer than a body may be. */
export async function isSoundPageRequest(request: Request): Promise<boolean> {
  const type = request.headers.get('content-type') ?? '';
  if (request.method !== 'POST' || !/^multipart\/form-data/i.test(type)) return true;
  try {
    const body = await readText(request);
    await new Response(body, { headers: { 'content-type': type } }).formData();
    return true;
  } catch {
    return false;
  }
}
