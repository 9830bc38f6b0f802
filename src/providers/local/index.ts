import { defineProvider } from '../define-provider';
import { classifyLocal } from './classify';
import { localDestination } from './destination';
import { localSource } from './source';

/** Folders of this machine's disks, as source and as destination. There is nothing to sign in to. */
export const local = defineProvider<Record<string, never>>({
  name: 'local',
  settingKeys: [],
  readSettings: () => ({ ok: true, settings: {} }),
  source: (root) => localSource(root),
  destination: (root) => localDestination(root),
  classify: classifyLocal,
});
