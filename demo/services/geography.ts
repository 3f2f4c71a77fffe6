import { continents, countries, getEmojiFlag, languages, type TCountryCode } from 'countries-list';
import { currencies } from 'countries-list/currencies';
import { createService, ok, pageOf, problem } from './service.ts';

const all = (Object.keys(countries) as TCountryCode[]).sort().map((code) => {
  const { name, native, capital, continent, currency, languages: spoken, phone } = countries[code];
  return {
    cca2: code,
    name: { common: name, native },
    capital: capital || null,
    continent,
    currencies: [...currency],
    languages: spoken.map((tag) => ({ tag, name: languages[tag as keyof typeof languages]?.name ?? tag })),
    calling_codes: phone.map((prefix) => `+${prefix}`),
    flag: getEmojiFlag(code),
  };
});

const byCode = new Map<string, (typeof all)[number]>(all.map((country) => [country.cca2, country]));

/** Countries, continents and currencies: paged lists and a batch endpoint by `codes`. */
export const geographyService = () =>
  createService({
    'GET /countries': ({ query }) => {
      const codes = query.get('codes');
      if (codes !== null)
        return ok({ items: codes.split(',').flatMap((code) => byCode.get(code.toUpperCase()) ?? []) });
      const continent = query.get('continent')?.toUpperCase();
      return ok(
        pageOf(
          all.filter((country) => !continent || country.continent === continent),
          query,
        ),
      );
    },
    'GET /countries/{code}': ({ params: { code = '' } }) => {
      const country = byCode.get(code.toUpperCase());
      return country ? ok(country) : problem(404, 'Not Found', `There is no country ${code}.`);
    },
    'GET /continents': () => ok(Object.entries(continents).map(([code, name]) => ({ code, name }))),
    'GET /currencies/{code}': ({ params: { code = '' } }) => {
      const currency = currencies[code.toUpperCase() as keyof typeof currencies];
      return currency
        ? ok({ ...currency, code: code.toUpperCase() })
        : problem(404, 'Not Found', `There is no currency ${code}.`);
    },
  });
