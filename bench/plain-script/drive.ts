import { JWT } from 'google-auth-library';
import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import { transporterTo } from '../../src/providers/google-drive/authorize';
import { measured } from './tell';
import { publicIdOf, uploadStream } from './to-cloudinary';

const [from = '', to = '', concurrency = ''] = process.argv.slice(2);
const { GOOGLE_API_URL: apiUrl, GOOGLE_DRIVE_CREDENTIALS_FILE: keyFile } = process.env;

const folderType = 'application/vnd.google-apps.folder';

const auth = new JWT({
  keyFile,
  scopes: ['https://www.googleapis.com/auth/drive.readonly'],
  // The one line a script for the real service does not have.
  transporter: transporterTo(apiUrl),
});
const drive = new drive_v3.Drive({ auth });

interface Found {
  id: string;
  path: string;
}

/** All files below a folder, folder by folder. */
async function listAll(folder: Found): Promise<Found[]> {
  const found: Found[] = [];
  let pageToken: string | undefined;
  do {
    const { data } = await drive.files.list({
      q: `'${folder.id}' in parents and trashed = false`,
      fields: 'nextPageToken,files(id,name,mimeType)',
      pageSize: 1000,
      pageToken,
    });
    for (const { id, name, mimeType } of data.files ?? []) {
      const one = { id: id ?? '', path: `${folder.path}/${name ?? ''}` };
      found.push(...(mimeType === folderType ? await listAll(one) : [one]));
    }
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  return found;
}

async function copy({ id, path }: Found): Promise<void> {
  const { data } = await drive.files.get({ fileId: id, alt: 'media' }, { responseType: 'stream' });
  await uploadStream(data, publicIdOf(path));
}

void measured(async () => {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(Number(concurrency));
  const files = await listAll({ id: from, path: to });
  await Promise.all(files.map((file) => limit(() => copy(file))));
});
