import { createCloudinary } from './cloudinary';
import type { ServiceFactory } from './frame/service';

/** The services the sandbox imitates, by name: one line each. The first that claims a request answers it. */
export const registry: Record<string, ServiceFactory> = {
  cloudinary: createCloudinary,
};
