// The names of regions (ISO 3166-2), for the server to look up: a line each by code, `US-CA<tab>California`.
// From the npm package iso-3166: 5,000 names and nothing else. PyPI's pycountry has them too, with 20 MB of other things.
import { iso31662 } from 'iso-3166';

export const regions = () => iso31662.map(({ code, name }) => `${code}\t${name}\n`).sort().join('');
