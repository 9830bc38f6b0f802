import { z } from 'zod';
import { ControlError } from '../../frame/control-error';

const place = {
  /** What others of the seed call it; its name unless said otherwise. */
  key: z.string().optional(),
  name: z.string(),
  /** Key or id of the folder or shared drive it is in; absent: the person's My Drive. `service-root`: the service account's. */
  parent: z.string().optional(),
  createdTime: z.iso.datetime().optional(),
  modifiedTime: z.iso.datetime().optional(),
  trashed: z.boolean().optional(),
  /** Whose it is, in My Drive. */
  owner: z.enum(['person', 'service']).optional(),
  /** `service`, `person`, an address, or `anyone` who has the link. */
  sharedWith: z.array(z.string()).optional(),
  /** What those it is shared with may do. */
  role: z.enum(['reader', 'commenter', 'writer']).optional(),
  /** Shared by link, and the key that is asked for besides the id. */
  resourceKey: z.string().optional(),
};

const content = {
  base64: z.base64().optional(),
  bytes: z.int().min(0).optional(),
  image: z.enum(['png', 'jpg']).optional(),
  /** Makes the picture's bytes its own; its key unless said otherwise. */
  text: z.string().optional(),
};

const folder = z.strictObject(place);
const file = z.strictObject({
  ...place,
  ...content,
  mimeType: z.string().optional(),
  /** A document of Google's own editors: it has no bytes. */
  document: z.enum(['document', 'spreadsheet', 'presentation', 'form', 'drawing']).optional(),
  abusive: z.boolean().optional(),
  downloadQuotaExceeded: z.boolean().optional(),
  canDownload: z.boolean().optional(),
});
const shortcut = z.strictObject({
  ...place,
  /** Key or id of what it points at; unknown: it is gone. */
  target: z.string(),
  /** Of a target that is gone. */
  targetMimeType: z.string().optional(),
});

/** What `POST /__seed` takes: a tree, or many files of one folder. */
const seedSchema = z.strictObject({
  drives: z
    .array(
      z.strictObject({
        key: z.string().optional(),
        name: z.string(),
        members: z.array(z.string()).default(['service', 'person']),
        role: z.enum(['organizer', 'fileOrganizer', 'writer', 'commenter', 'reader']).default('organizer'),
      }),
    )
    .default([]),
  folders: z.array(folder).default([]),
  files: z.array(file).default([]),
  shortcuts: z.array(shortcut).default([]),
  /** So many files in this folder, each with bytes of its own. */
  folder: z.string().optional(),
  count: z.int().min(1).max(1_000_000).optional(),
  bytes: content.bytes,
  image: content.image,
});

export type Seed = z.infer<typeof seedSchema>;
export type SeedFile = z.infer<typeof file>;
export type SeedPlace = z.infer<typeof folder>;
export type SeedContent = Pick<SeedFile, 'base64' | 'bytes' | 'image' | 'text'>;

/** Checks what a client asks for. */
export function parseSeed(input: unknown): Seed {
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new ControlError(`Not a seed: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
