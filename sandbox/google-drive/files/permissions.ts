import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { forbidden, refusal } from '../api-error';
import { itemNamed, jsonBody, type Call } from '../call';
import { identityOf } from '../../google-auth/identities';
import type { Permission } from '../store/item';

const wanted = z.object({
  type: z.enum(['user', 'group', 'domain', 'anyone']),
  role: z.enum(['owner', 'organizer', 'fileOrganizer', 'writer', 'commenter', 'reader']),
  emailAddress: z.string().optional(),
});

/** `GET /drive/v3/files/<id>/permissions`. */
export function listPermissions(call: Call): Answer {
  const item = itemNamed(call, call.params.id ?? '');
  const drive = call.account.store.drives.get(item.driveId ?? '');
  const permissions = [...item.permissions, ...(drive?.members ?? [])].map(present);
  return jsonAnswer(200, { kind: 'drive#permissionList', permissions });
}

/** `POST /drive/v3/files/<id>/permissions`. */
export async function createPermission(call: Call): Promise<Answer> {
  const { account, access, exchange, params } = call;
  const body = await jsonBody(call);
  await exchange.describe({ subject: params.id, text: JSON.stringify(body) });
  const item = itemNamed(call, params.id ?? '');
  if (!access.canWrite(item)) {
    throw forbidden('insufficientFilePermissions', 'The user does not have sufficient permissions for this file.');
  }
  const parsed = wanted.safeParse(body);
  if (!parsed.success) throw refusal({ status: 400, reason: 'invalid', message: 'Invalid Value' });
  const { type, role, emailAddress } = parsed.data;
  const id =
    type === 'anyone' ? 'anyoneWithLink' : (identityOf(emailAddress ?? '')?.permissionId ?? '30000000000000000003');
  const permission: Permission = { id, type, role, ...(emailAddress === undefined ? {} : { emailAddress }) };
  account.store.put({ ...item, permissions: [...item.permissions.filter((one) => one.id !== id), permission] });
  account.context.log.count('google-drive', 'permissionsCreated');
  await account.store.settle();
  return jsonAnswer(200, present(permission));
}

function present(permission: Permission): Record<string, unknown> {
  return { kind: 'drive#permission', ...permission };
}
