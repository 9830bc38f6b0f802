import type { FactStore, ProviderContext } from '../provider';
import type { ListedResource } from './listing';
import { publicDelivery } from './original-url';

/** Where an account delivers from: as settings say, else as its own resources say, else as all do. */
export class DeliveryBase {
  private readonly fixed: string | undefined;
  private readonly facts: FactStore;
  private known: string | undefined;

  constructor(
    context: ProviderContext,
    private readonly cloudName: string,
  ) {
    const setting = context.setting('CLOUDINARY_DELIVERY_URL');
    this.fixed = setting === undefined ? undefined : `${setting.replace(/\/+$/, '')}/${cloudName}`;
    this.facts = context.factsOf(`cloudinary:${cloudName}`);
  }

  /** `https://host[/cloud]`, before `/image/upload/...`. */
  async find(): Promise<string> {
    if (this.fixed !== undefined) return this.fixed;
    this.known ??= await this.facts.get('delivery_base');
    return this.known ?? `${publicDelivery}/${this.cloudName}`;
  }

  /** Takes the base out of a listed resource's own URL. */
  async learn([first]: ListedResource[]): Promise<void> {
    const { secure_url: url, resource_type: resourceType, type } = first ?? {};
    const at = typeof url === 'string' ? url.indexOf(`/${resourceType}/${type}/`) : -1;
    if (this.fixed !== undefined || typeof url !== 'string' || at < 0) return;
    const base = url.slice(0, at);
    if (base === (await this.find())) return;
    this.known = base;
    await this.facts.set('delivery_base', base);
  }
}
