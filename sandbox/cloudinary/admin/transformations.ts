import { ApiError, missingParameter } from '../api-error';
import type { NamedTransformation } from '../account';
import type { Call, CallResult } from '../call';

/** `GET /transformations`, or one by parameter or path (Cloudinary Admin API reference). */
export function listTransformations(call: Call): CallResult {
  if (nameGiven(call) !== undefined) return getTransformation(call);
  return { transformations: [...call.account.transformations.values()].map((one) => present(one)) };
}

/** `GET /transformations/:transformation`. */
export function getTransformation(call: Call): CallResult {
  const found = transformationAt(call);
  return { ...present(found), info: [{ raw_transformation: found.transformation }], derived: [] };
}

/** `POST /transformations`: a name for a transformation. */
export function createTransformation(call: Call): CallResult {
  const { account, params } = call;
  const name = params.text('name') ?? call.path.transformation;
  const transformation = params.text('transformation');
  if (name === undefined) throw missingParameter('name');
  if (transformation === undefined) throw missingParameter('transformation');
  if (account.transformations.has(name)) throw new ApiError(409, `Transformation ${name} already exists`);
  account.transformations.set(name, { name, transformation, allowedForStrict: params.flag('allowed_for_strict') });
  return { message: 'created' };
}

/** `PUT /transformations`. */
export function updateTransformation(call: Call): CallResult {
  const { account, params } = call;
  const before = transformationAt(call);
  const transformation = params.text('unsafe_update') ?? before.transformation;
  const allowedForStrict = params.flag('allowed_for_strict', before.allowedForStrict);
  account.transformations.set(before.name, { ...before, transformation, allowedForStrict });
  return { message: 'updated' };
}

/** `DELETE /transformations`. */
export function deleteTransformation(call: Call): CallResult {
  call.account.transformations.delete(transformationAt(call).name);
  return { message: 'deleted' };
}

function nameGiven({ params, path }: Call): string | undefined {
  return (path.transformation ?? params.text('transformation'))?.replace(/^t_/, '');
}

function transformationAt(call: Call): NamedTransformation {
  const name = nameGiven(call) ?? '';
  const found = call.account.transformations.get(name);
  if (!found) throw new ApiError(404, `Can't find transformation ${name}`);
  return found;
}

function present({ name, allowedForStrict }: NamedTransformation): Record<string, unknown> {
  return { name: `t_${name}`, allowed_for_strict: allowedForStrict, used: false, named: true };
}
