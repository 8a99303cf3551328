// Short links that count who follows them.
import { LINK } from './kind.ts';
import { TrackedPages } from './tracked.tsx';

export default () => <TrackedPages kind={LINK} />;
