// The cacheable redirect of a lasting link: the same for everyone within a window of five minutes, on the real engines.
import { LINK_WINDOW_SECONDS } from '@/lib/shared/upload-policy';
import { newAgent } from '@/test/http/agent';
import { follow, locationOf, setUpPhotoLinks, showPhoto, turnOn } from '@/test/http/photo-links';

setUpPhotoLinks('198.53');

/** A browser that caches a redirect and a picture for as long as their headers allow (RFC 9111), on the clock of the test. */
function browser() {
  const kept = new Map<string, { response: Response; until: number }>();
  let downloads = 0;
  async function load(url: string, ask: () => Promise<Response>): Promise<Response> {
    const known = kept.get(url);
    if (known && known.until > Date.now()) return known.response;
    const response = await ask();
    const [, age = '0'] = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '') ?? [];
    kept.set(url, { response, until: Date.now() + Number(age) * 1000 });
    return response;
  }
  return {
    downloads: () => downloads,
    /** Loads the picture at a link, and returns the path of its object. */
    async show(path: string): Promise<string> {
      const redirect = await load(path, () => follow(path));
      const location = redirect.headers.get('location') ?? '';
      const { status } = await load(location, () => {
        downloads += 1;
        return fetch(location);
      });
      expect(status).toBe(200);
      return new URL(location).pathname;
    },
  };
}

const pass = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000);

describe('windows', () => {
  test('two renders within a window download the picture once, and one in the next window again', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show, downloads } = browser();
    await show(path);
    pass(LINK_WINDOW_SECONDS - 11);
    await show(path);
    expect(downloads()).toBe(1);
    pass(1);
    await show(path);
    expect(downloads()).toBe(2);
  });

  test('browsers that come at different times within a window get the same URL', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const early = await locationOf(path);
    pass(LINK_WINDOW_SECONDS - 11);
    expect(await locationOf(path)).toBe(early);
    pass(1);
    expect(await locationOf(path)).not.toBe(early);
  });

  test('a browser with a cached redirect sees a change within the window', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show } = browser();
    const before = await show(path);
    await showPhoto(agent);
    pass(LINK_WINDOW_SECONDS);
    expect(await show(path)).not.toBe(before);
  });

  test('the URL outlives the cached redirect, by a whole window', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const url = await locationOf(await turnOn(agent));
    pass(LINK_WINDOW_SECONDS - 10);
    expect((await fetch(url)).status).toBe(200);
    pass(LINK_WINDOW_SECONDS - 1);
    expect((await fetch(url)).status).toBe(200);
    pass(2);
    expect((await fetch(url)).status).toBe(403);
  });

  test('a mail proxy that comes back after a day gets the picture', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show } = browser();
    const before = await show(path);
    pass(24 * 3600);
    expect(await show(path)).toBe(before);
  });
});
