import { Dropbox, DropboxAuth, type files } from 'dropbox';
import { Readable } from 'node:stream';
import { measured } from './tell';
import { publicIdOf, uploadLink, uploadStream } from './to-cloudinary';

const [from = '', to = '', concurrency = '', how = ''] = process.argv.slice(2);
const { DROPBOX_API_URL: apiUrl = '', DROPBOX_APP_KEY: clientId, DROPBOX_REFRESH_TOKEN: refreshToken } = process.env;

/** The one line a script for the real service does not have. */
const toSandbox: typeof fetch = (url, init) => {
  const { pathname, search } = new URL(url instanceof Request ? url.url : url);
  return fetch(apiUrl + pathname + search, init);
};

const auth = new DropboxAuth({ clientId, refreshToken, fetch: toSandbox });
const dropbox = new Dropbox({ auth, fetch: toSandbox });

async function listAll(path: string): Promise<string[]> {
  const entries: files.ListFolderResult['entries'] = [];
  let { result } = await dropbox.filesListFolder({ path, recursive: true });
  entries.push(...result.entries);
  while (result.has_more) {
    ({ result } = await dropbox.filesListFolderContinue({ cursor: result.cursor }));
    entries.push(...result.entries);
  }
  return entries.filter((entry) => entry['.tag'] === 'file').map(({ path_display: shown = '' }) => shown);
}

/** The SDK reads a download into memory and cannot do so by Node's fetch: a stream is had by one request of our own. */
async function download(path: string): Promise<Readable> {
  const answer = await toSandbox('https://content.dropboxapi.com/2/files/download', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${auth.getAccessToken()}`,
      'Dropbox-API-Arg': JSON.stringify({ path }),
    },
  });
  if (!answer.ok || answer.body === null) throw new Error(`${path}: ${answer.status}`);
  return Readable.from(answer.body);
}

async function copy(path: string): Promise<void> {
  const publicId = publicIdOf(to + path.slice(from.length));
  if (how === 'stream') return uploadStream(await download(path), publicId);
  const { result } = await dropbox.filesGetTemporaryLink({ path });
  return uploadLink(result.link, publicId);
}

void measured(async () => {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(Number(concurrency));
  const paths = await listAll(from);
  await Promise.all(paths.map((path) => limit(() => copy(path))));
});
