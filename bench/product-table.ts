import { writeTable, type OutputRow } from '../src/tables';

const host = 'https://res.cloudinary.com/demo/image/upload/v1712345678';
const imagesOfProduct = 4;
/** Steps through the images; prime, and so without a factor in common with most numbers of rows. */
const stride = 7919;

/** Writes a table with an image a row, four for each product, scattered over it; one text in ten has a line break. */
export async function writeProducts(file: string, rows: number): Promise<void> {
  await writeTable({ to: { file }, columns: ['sku', 'url', 'text'], rows: productRows(rows) });
}

function* productRows(rows: number): Generator<OutputRow> {
  for (let at = 0; at < rows; at += 1) {
    const image = (at * stride) % rows;
    const [product, position] = [Math.floor(image / imagesOfProduct), (image % imagesOfProduct) + 1];
    const text = at % 10 === 0 ? 'Some "words"\nand more' : 'A shoe, red, size 42';
    yield { sku: `P${product}`, url: `${host}/shop/P${product}_${position}.png`, text };
  }
}
