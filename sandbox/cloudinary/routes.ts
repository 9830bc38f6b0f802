import { Router } from '../frame/router';
import { config, ping, usage } from './admin/account-info';
import { listByAssetFolder, listByAssetIds, listByContext, listByTag, listResources, listTypes } from './admin/listing';
import { search } from './admin/search';
import type { CallHandler } from './call';

/** How a route is guarded and counted. */
export type Route = { api: 'file' } | { api: 'upload'; handler: CallHandler } | { api: 'admin'; handler: CallHandler };

/** Every call below `/v1_1/<cloud>/`, special paths before those with names in them. */
export const routes = new Router<Route>();

routes.add('POST', ':resource_type/upload', { api: 'file' });

function admin(method: string, template: string, handler: CallHandler): void {
  routes.add(method, template, { api: 'admin', handler });
}

admin('GET', 'ping', ping);
admin('GET', 'config', config);
admin('GET', 'usage', usage);
admin('GET', 'usage/:date', usage);
admin('POST', 'resources/search', search);
admin('GET', 'resources/search', search);
admin('GET', 'resources', listTypes);
admin('GET', 'resources/by_asset_folder', listByAssetFolder);
admin('GET', 'resources/by_asset_ids', listByAssetIds);
admin('GET', 'resources/:resource_type/tags/*tag', listByTag);
admin('GET', 'resources/:resource_type/context', listByContext);
admin('GET', 'resources/:resource_type', listResources);
admin('GET', 'resources/:resource_type/:type', listResources);
