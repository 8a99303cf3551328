// Pictures of one point that count who sees them.
import { PIXEL } from '../links/kind.ts';
import { TrackedPages } from '../links/tracked.tsx';

export default () => <TrackedPages kind={PIXEL} />;
