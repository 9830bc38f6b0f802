/** Delivery URLs of Cloudinary: taken apart, put together, signed, converted. */
export { buildDeliveryUrl } from './build';
export { convertDeliveryUrl, type Conversion, type WishedDelivery } from './convert';
export { isFormat } from './formats';
export { parseDeliveryUrl, type DeliveryAccount } from './parse';
export type { DeliveryForm, DeliveryUrlParts } from './parts';
export {
  signatureOf,
  styleOfSignature,
  type DeliverySigner,
  type SignatureAlgorithm,
  type SignatureStyle,
} from './sign';
