// Segments: saved filters.
import { Groups } from '../panels/groups.tsx';

export default function Segments() {
  return <Groups type="segment" />;
}
