import { Router } from '../frame/router';
import { publish, restore, updateAccessMode } from './admin/access';
import { config, ping, usage } from './admin/account-info';
import { deleteByAssetIds, deleteByTag, deleteDerived, deleteResources } from './admin/delete-resources';
import * as folders from './admin/folders';
import * as listing from './admin/listing';
import * as fields from './admin/metadata-fields';
import * as presets from './admin/presets';
import { getByAssetId, getResource, updateResource } from './admin/resource';
import { search } from './admin/search';
import { listTags } from './admin/tags';
import * as transformations from './admin/transformations';
import * as mappings from './admin/upload-mappings';
import type { CallHandler } from './call';
import { generateArchive } from './manage/archive';
import { destroy, destroyByAssetId } from './manage/destroy';
import { explicit } from './manage/explicit';
import { changeContext, changeMetadata, changeTags } from './manage/labels';
import { rename } from './manage/rename';
import { isResourceType } from './store/asset';

/** How a route is guarded and counted. */
export type Route =
  | { api: 'file' }
  | { api: 'download' }
  | { api: 'upload'; handler: CallHandler }
  | { api: 'admin'; handler: CallHandler };

/** Every call below `/v1_1/<cloud>/`, special paths before those with names in them. */
export const routes = new Router<Route>();

const admin = (method: string, template: string, handler: CallHandler): void => {
  routes.add(method, template, { api: 'admin', handler });
};
const upload = (template: string, handler: CallHandler): void => {
  routes.add('POST', template, { api: 'upload', handler });
};

// Upload API: signed, not counted against the hourly quota.
routes.add('POST', ':resource_type/upload', { api: 'file' });
routes.add('GET', ':resource_type/download', { api: 'download' });
upload('asset/destroy', destroyByAssetId);
upload(':resource_type/destroy', destroy);
upload(':resource_type/rename', rename);
upload(':resource_type/explicit', explicit);
upload(':resource_type/tags', changeTags);
upload(':resource_type/context', changeContext);
upload(':resource_type/metadata', changeMetadata);
upload(':resource_type/generate_archive', generateArchive);

// Admin API.
admin('GET', 'ping', ping);
admin('GET', 'config', config);
admin('GET', 'usage', usage);
admin('GET', 'usage/:date', usage);
admin('POST', 'resources/search', search);
admin('GET', 'resources/search', search);
admin('POST', 'folders/search', folders.searchFolders);
admin('GET', 'folders/search', folders.searchFolders);

admin('GET', 'resources', listing.listTypes);
admin('GET', 'resources/by_asset_folder', listing.listByAssetFolder);
admin('GET', 'resources/by_asset_ids', listing.listByAssetIds);
admin('GET', 'resources/:resource_type/tags/*tag', listing.listByTag);
admin('GET', 'resources/:resource_type/context', listing.listByContext);
admin('GET', 'resources/:resource_type/moderations/:kind/:status', () => ({ resources: [] }));
admin('GET', 'resources/:resource_type', (call) =>
  isResourceType(call.path.resource_type) ? listing.listResources(call) : getByAssetId(call),
);
admin('GET', 'resources/:resource_type/:type', listing.listResources);
admin('GET', 'resources/:resource_type/:type/*public_id', getResource);

admin('POST', 'resources/restore', restore);
admin('POST', 'resources/:resource_type/:type/restore', restore);
admin('POST', 'resources/:resource_type/publish_resources', publish);
admin('POST', 'resources/:resource_type/:type/update_access_mode', updateAccessMode);
admin('POST', 'resources/:resource_type/:type/*public_id', updateResource);

admin('DELETE', 'resources', deleteByAssetIds);
admin('DELETE', 'resources/:resource_type/tags/*tag', deleteByTag);
admin('DELETE', 'resources/:resource_type/:type', deleteResources);
admin('DELETE', 'derived_resources', deleteDerived);

admin('GET', 'folders', folders.listRootFolders);
admin('GET', 'folders/*path', folders.listSubfolders);
admin('POST', 'folders/*path', folders.createFolder);
admin('PUT', 'folders/*path', folders.renameFolder);
admin('DELETE', 'folders/*path', folders.deleteFolder);

admin('GET', 'tags/:resource_type', listTags);

admin('GET', 'metadata_fields', fields.listFields);
admin('POST', 'metadata_fields', fields.createField);
admin('GET', 'metadata_fields/:external_id', fields.getField);
admin('PUT', 'metadata_fields/order', fields.listFields);
admin('PUT', 'metadata_fields/:external_id', fields.updateField);
admin('DELETE', 'metadata_fields/:external_id', fields.deleteField);
admin('PUT', 'metadata_fields/:external_id/datasource', fields.updateDatasource);
admin('DELETE', 'metadata_fields/:external_id/datasource', fields.deleteEntries);
admin('POST', 'metadata_fields/:external_id/datasource_restore', fields.restoreEntries);
admin('POST', 'metadata_fields/:external_id/datasource/order', fields.orderEntries);

admin('GET', 'upload_presets', presets.listPresets);
admin('POST', 'upload_presets', presets.createPreset);
admin('GET', 'upload_presets/:name', presets.getPreset);
admin('PUT', 'upload_presets/:name', presets.updatePreset);
admin('DELETE', 'upload_presets/:name', presets.deletePreset);

admin('GET', 'transformations', transformations.listTransformations);
admin('POST', 'transformations', transformations.createTransformation);
admin('PUT', 'transformations', transformations.updateTransformation);
admin('DELETE', 'transformations', transformations.deleteTransformation);
admin('GET', 'transformations/*transformation', transformations.getTransformation);
admin('POST', 'transformations/*transformation', transformations.createTransformation);
admin('PUT', 'transformations/*transformation', transformations.updateTransformation);
admin('DELETE', 'transformations/*transformation', transformations.deleteTransformation);

admin('GET', 'upload_mappings', mappings.listMappings);
admin('POST', 'upload_mappings', mappings.saveMapping);
admin('PUT', 'upload_mappings', mappings.saveMapping);
admin('DELETE', 'upload_mappings', mappings.deleteMapping);
