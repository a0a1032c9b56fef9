export { explainError, type Explained, type Explanation } from './explain.ts';
export { explanationsMarkdown } from './markdown.ts';
export { explanationsText } from './plainText.ts';
export { isLinked, mayExplain } from './mayExplain.ts';
