import { handMade, type Pair, type Signing } from './signing';
import { apiKey, refusalOf, tokens, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const callback = 'http://127.0.0.1:1234/back?state=a%20b';
const www = 'https://www.flickr.com/services/oauth';

/** Opens the page of consent, in the place of a person's browser. */
async function open(url: string, init: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(url, world.sandbox.url);
  return fetch(world.sandbox.url + pathname + search, { redirect: 'manual', ...init });
}

/** Presses a button of the page: sends its form as a browser would. */
async function click(page: string, answer: 'yes' | 'no'): Promise<Response> {
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]+)"/g)];
  const body = new URLSearchParams(hidden.map(([, name = '', value = '']): [string, string] => [name, value]));
  expect(page).toContain(`name="answer" value="${answer}"`);
  body.set('answer', answer);
  return open(action, { method: 'POST', body });
}

async function begin(back = callback, perms: 'read' | 'write' | 'delete' = 'write') {
  const { oauth } = world.signedIn();
  const { requestToken, requestTokenSecret } = await oauth.request(back);
  return { request: { token: requestToken, secret: requestTokenSecret }, url: oauth.authorizeUrl(requestToken, perms) };
}

const text = async (signing: Signing): Promise<{ status: number; body: string }> => {
  const { target, init } = handMade(world.sandbox.url, signing);
  const response = await fetch(target, init);
  return { status: response.status, body: await response.text() };
};

describe('signing in', () => {
  test('a person says yes and is sent back, with what the address had before', async () => {
    const { request, url } = await begin();
    const page = await open(url);
    expect(page.status).toBe(200);
    const answer = await click(await page.text(), 'yes');
    expect(answer.status).toBe(302);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.href.startsWith('http://127.0.0.1:1234/back?')).toBe(true);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      state: 'a b',
      oauth_token: request.token,
      oauth_verifier: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    const granted = await world.signedIn(request).oauth.verify(back.searchParams.get('oauth_verifier') ?? '');
    expect(granted).toMatchObject({
      nsid: world.sandbox.environment.FLICKR_USER_ID,
      username: 'ferry.sandbox',
      fullname: 'Ferry Sandbox',
    });
    const sdk = world.signedIn({ token: granted.oauthToken, secret: granted.oauthTokenSecret });
    const user = { id: granted.nsid, username: { _content: 'ferry.sandbox' }, path_alias: 'ferrysandbox' };
    expect(await world.call('flickr.test.login', {}, sdk)).toEqual({ user, stat: 'ok' });
    expect(await world.call('flickr.auth.oauth.checkToken', {}, sdk)).toMatchObject({
      oauth: { perms: { _content: 'write' }, token: { _content: granted.oauthToken } },
    });
  });

  test('a person copies the code that is shown', async () => {
    const { request, url } = await begin('oob', 'delete');
    const page = await (await click(await (await open(url)).text(), 'yes')).text();
    const code = /<code>(\d{3}-\d{3}-\d{3})<\/code>/.exec(page)?.[1] ?? '';
    const { oauthToken } = await world.signedIn(request).oauth.verify(code);
    expect(oauthToken).toMatch(/^721577\d+-[0-9a-f]{16}$/);
  });

  test('a person says no: nobody is sent back, and the sign-in is over', async () => {
    const { request, url } = await begin();
    const answer = await click(await (await open(url)).text(), 'no');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('location')).toBeNull();
    expect((await open(url)).status).toBe(404);
    expect(await refusalOf(world.signedIn(request).oauth.verify('x'))).toMatchObject({ status: 401 });
  });

  test('the click may be in the address, or be made by a setting', async () => {
    const first = await begin();
    expect((await open(`${first.url}&answer=yes`)).headers.get('location')).toContain('oauth_verifier=');
    await world.limits({ consent: 'yes' });
    expect((await open((await begin()).url)).headers.get('location')).toContain('oauth_verifier=');
    await world.limits({ consent: 'no' });
    expect((await open((await begin()).url)).headers.get('location')).toBeNull();
  });

  test('answers are forms as text', async () => {
    const pairs: Pair[] = [['oauth_callback', callback]];
    for (const place of ['query', 'form', 'header'] as const) {
      const { status, body } = await text({ url: `${www}/request_token`, pairs, place });
      expect(status).toBe(200);
      expect(body).toMatch(/^oauth_callback_confirmed=true&oauth_token=[\w-]+&oauth_token_secret=[0-9a-f]{16}$/);
    }
  });

  test('a consent is traded once, by who began, with the verifier', async () => {
    const { request, url } = await begin();
    const verify = (verifier: string, access = request): Promise<{ status: number; body: string }> =>
      text({ url: `${www}/access_token`, access, pairs: [['oauth_verifier', verifier]] });
    expect(await verify('early')).toEqual({ status: 401, body: 'oauth_problem=permission_unknown' });
    const location = (await open(`${url}&answer=yes`)).headers.get('location') ?? '';
    const verifier = new URL(location).searchParams.get('oauth_verifier') ?? '';
    expect(await verify('0000000000000000')).toEqual({ status: 401, body: 'oauth_problem=verifier_invalid' });
    const stranger = { ...request, secret: 'another' };
    expect((await verify(verifier, stranger)).body).toMatch(/^oauth_problem=signature_invalid&debug_sbs=GET&https%3A/);
    expect(await verify(verifier)).toMatchObject({
      status: 200,
      body: expect.stringMatching(
        /^fullname=Ferry%20Sandbox&oauth_token=.*&user_nsid=210075975%40N07&username=/,
      ) as string,
    });
    expect(await verify(verifier)).toEqual({ status: 401, body: 'oauth_problem=token_rejected' });
  });

  test.each<[string, Signing, number, string]>([
    ['a wrong secret', { secret: 'wrong' }, 401, 'oauth_problem=signature_invalid&debug_sbs='],
    ['an unknown key', { oauth: { oauth_consumer_key: 'f'.repeat(32) } }, 401, 'oauth_problem=consumer_key_unknown'],
    ['an old timestamp', { oauth: { oauth_timestamp: '1000000000' } }, 401, 'oauth_problem=timestamp_refused'],
    [
      'no nonce',
      { oauth: { oauth_nonce: undefined } },
      400,
      'oauth_problem=parameter_absent&oauth_parameters_absent=oauth_nonce',
    ],
    [
      'another method',
      { oauth: { oauth_signature_method: 'RSA-SHA1' } },
      400,
      'oauth_problem=signature_method_rejected',
    ],
    ['no callback', { pairs: [] }, 400, 'oauth_problem=parameter_absent&oauth_parameters_absent=oauth_callback'],
  ])('%s is refused', async (_, signing, status, words) => {
    const refused = await text({ url: `${www}/request_token`, pairs: [['oauth_callback', callback]], ...signing });
    expect(refused.status).toBe(status);
    expect(refused.body.startsWith(words)).toBe(true);
  });

  test('the same request a second time is refused', async () => {
    const { target, init } = handMade(world.sandbox.url, {
      url: `${www}/request_token`,
      pairs: [['oauth_callback', 'oob']],
    });
    expect((await fetch(target, init)).status).toBe(200);
    expect(await (await fetch(target, init)).text()).toBe('oauth_problem=nonce_used');
  });

  test('a page for nobody, for unknown permissions', async () => {
    expect((await open(`${www}/authorize?oauth_token=unknown`)).status).toBe(404);
    const { request } = await begin();
    expect((await open(`${www}/authorize?oauth_token=${request.token}&perms=admin`)).status).toBe(400);
  });
});

describe('what a token is good for', () => {
  const gone = { photo_id: '1' };

  test('each permission includes those before it', async () => {
    const asked = async (method: string, access: { token: string; secret: string }): Promise<unknown> =>
      refusalOf(world.call(method, gone, world.signedIn(access)));
    const insufficient = (needed: string, held: string) => ({
      code: 99,
      message: `Insufficient permissions. Method requires ${needed} privileges; ${held} granted.`,
    });
    expect(await asked('flickr.photos.setMeta', tokens.read)).toEqual(insufficient('write', 'read'));
    expect(await asked('flickr.photos.delete', tokens.write)).toEqual(insufficient('delete', 'write'));
    expect(await asked('flickr.photos.setMeta', tokens.write)).toEqual({ code: 1, message: 'Photo not found' });
    expect(await asked('flickr.photos.delete', tokens.delete)).toEqual({ code: 1, message: 'Photo not found' });
  });

  test('uploads need more than reading', async () => {
    const upload = world.signedIn(tokens.read).upload(new File(['x'], 'x.jpg'), {});
    expect((await refusalOf(upload)).message).toBe(
      'Insufficient permissions. Method requires write privileges; read granted.',
    );
  });

  test('a consent that is taken back ends every token, and a new one can be given', async () => {
    await world.call('flickr.test.login');
    await world.limits({ revokeConsent: true });
    expect(await refusalOf(world.call('flickr.test.login'))).toEqual({ code: 98, message: 'Invalid auth token' });
    const { request, url } = await begin();
    const location = (await open(`${url}&answer=yes`)).headers.get('location') ?? '';
    const verifier = new URL(location).searchParams.get('oauth_verifier') ?? '';
    const { oauthToken, oauthTokenSecret } = await world.signedIn(request).oauth.verify(verifier);
    const sdk = world.signedIn({ token: oauthToken, secret: oauthTokenSecret });
    expect(await world.call('flickr.test.login', {}, sdk)).toMatchObject({ stat: 'ok' });
  });

  test('a key alone reads what all may see', async () => {
    const { photos } = await world.seed({ photos: [{ title: 'seen', isPublic: true }, { title: 'kept' }] });
    const [seen, kept] = photos;
    const call = (method: string, values: Record<string, string>): Promise<Record<string, unknown>> =>
      world.call(method, values, world.anonymous() as typeof world.sdk);
    const user_id = world.sandbox.environment.FLICKR_USER_ID ?? '';
    expect(await call('flickr.people.getPhotos', { user_id, extras: 'url_o,url_sq' })).toMatchObject({
      photos: { total: 1, photo: [{ id: seen?.id }] },
    });
    expect(await call('flickr.photos.getInfo', { photo_id: seen?.id ?? '' })).not.toHaveProperty(
      'photo.originalsecret',
    );
    expect(JSON.stringify(await call('flickr.photos.getSizes', { photo_id: seen?.id ?? '' }))).not.toContain(
      'Original',
    );
    expect((await refusalOf(call('flickr.photos.getInfo', { photo_id: kept?.id ?? '' }))).code).toBe(1);
    expect(await refusalOf(call('flickr.test.login', {}))).toEqual({ code: 99, message: 'User not logged in' });
    expect((await refusalOf(call('flickr.people.getPhotos', { user_id: 'me' }))).code).toBe(1);
    const stranger = world.anonymous('f'.repeat(32)) as typeof world.sdk;
    expect(await refusalOf(world.call('flickr.test.echo', {}, stranger))).toEqual({
      code: 100,
      message: 'Invalid API Key (Key not found)',
    });
  });
});

describe('forms of an answer', () => {
  const ask = async (query: string): Promise<{ type: string | null; body: string }> => {
    const response = await fetch(`${world.sandbox.url}/services/rest/?api_key=${apiKey}&${query}`);
    return { type: response.headers.get('content-type'), body: await response.text() };
  };

  test('XML unless asked otherwise', async () => {
    const { type, body } = await ask('method=flickr.test.echo&name=%3Ca%3E%22');
    expect(type).toContain('text/xml');
    expect(body).toContain('<name>&lt;a&gt;&quot;</name>');
    expect(body).toContain('<rsp stat="ok">');
    const { body: refused } = await ask('method=flickr.photos.getInfo&photo_id=1');
    expect(refused).toContain('<rsp stat="fail">\n<err code="1" msg="Photo not found" />');
  });

  test('XML has attributes, lists and texts where JSON has values, arrays and _content', async () => {
    const { photos } = await world.seed({
      photos: [{ title: 'a & b', description: 'c', isPublic: true, tags: 'x y' }],
    });
    const { body } = await ask(`method=flickr.photos.getInfo&photo_id=${photos[0]?.id}`);
    expect(body).toContain(`<photo id="${photos[0]?.id}"`);
    expect(body).toContain('<title>a &amp; b</title>');
    expect(body.match(/<tag id="/g)).toHaveLength(2);
  });

  test('JSON in a function, JSON alone, and no other form', async () => {
    const echo = 'method=flickr.test.echo&format=json';
    expect((await ask(echo)).body).toMatch(/^jsonFlickrApi\(\{.*"stat":"ok"\}\)$/);
    expect((await ask(`${echo}&jsoncallback=mine`)).body).toMatch(/^mine\(/);
    expect(JSON.parse((await ask(`${echo}&nojsoncallback=1`)).body)).toMatchObject({ stat: 'ok' });
    expect((await ask('method=flickr.test.echo&format=yaml')).body).toContain('code="111"');
    expect((await ask('method=flickr.test.nothing')).body).toContain('code="112"');
  });
});

test('the request log names methods, and keeps neither secrets nor tokens', async () => {
  await world.call('flickr.test.login');
  await world.seed({ photos: [{ title: 'a', albums: ['A'] }] });
  await world.call('flickr.photosets.editMeta', { photoset_id: (await world.state()).albums[0]?.id ?? '', title: 'B' });
  expect(await world.routes()).toEqual({
    'GET flickr.test.login': { 200: 1 },
    'POST flickr.photosets.editMeta': { 200: 1 },
  });
  expect(JSON.stringify(await world.get('/__requests?detail=1'))).not.toContain(tokens.delete.token);
});
