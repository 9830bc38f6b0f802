/** Product databases: images of products by their GTIN. */
export { loadProducts, type ProductRow } from './load-products';
export { ProductDatabaseError } from './product-database-error';
export { openProducts, type Products, type ProductSource } from './products';
