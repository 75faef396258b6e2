//! What belongs to many listings at once, gathered into one query each while one question is answered.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_graphql::{
    Context, Error,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use market::{
    Market,
    accounts::Shop,
    catalog::{self, FileLine, OfferLine},
    shops::{self, ShopPicture},
};
use uuid::Uuid;

use crate::refusal::surprise;

/// Long enough for the fields of one level to gather, too short to be noticed.
const GATHER: Duration = Duration::from_micros(100);

/// The loaders of one question.
pub(crate) type Loaders = DataLoader<Shelf, HashMapCache>;

/// Loads what belongs to listings.
pub(crate) struct Shelf(Market);

/// Fresh loaders: nothing outlives the question, so that nothing is stale in the next one.
pub(crate) fn new(market: Market) -> Loaders {
    DataLoader::with_cache(Shelf(market), tokio::spawn, HashMapCache::default()).delay(GATHER)
}

/// What `key` stands for, gathered with what the other fields of this level ask for.
pub(crate) async fn load<K>(context: &Context<'_>, key: K) -> Result<Option<<Shelf as Loader<K>>::Value>, Error>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Shelf: Loader<K, Error = Arc<market::Error>>,
{
    let loaders: &Loaders = context.data()?;
    loaders.load_one(key).await.map_err(|error| surprise(&error))
}

macro_rules! loader {
    ($(#[$meta:meta])* $key:ident, $value:ty, $load:path) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) Uuid);

        impl Loader<$key> for Shelf {
            type Value = $value;
            type Error = Arc<market::Error>;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Self::Error> {
                let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
                let found = $load(&self.0, &ids).await.map_err(Arc::new)?;
                Ok(found.into_iter().map(|(id, value)| ($key(id), value)).collect())
            }
        }
    };
}

loader!(
    /// A shop by its identifier.
    ShopOf, Shop, catalog::shops
);
loader!(
    /// The picture that a shop shows.
    PictureOf, ShopPicture, shops::pictures
);
loader!(
    /// The licences of a listing that can be bought.
    OffersOf, Vec<OfferLine>, catalog::offers
);
loader!(
    /// The tags of a listing.
    TagsOf, Vec<String>, catalog::tags
);
loader!(
    /// The properties of a listing.
    AttributesOf, Vec<(String, String)>, catalog::attributes
);
loader!(
    /// The files of a revision.
    FilesOf, Vec<FileLine>, catalog::files
);
