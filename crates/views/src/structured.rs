//! What search engines read about a listing: schema.org's Product as JSON-LD.

use serde::Serialize;
use serde_json::{Value, json};

/// A pattern as search engines know things that are sold.
#[derive(Clone, Debug, Default)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Its description, plain.
    pub description: String,
    /// Its pictures, absolute.
    pub images: Vec<String>,
    /// Its address, absolute.
    pub url: String,
    /// Who made it.
    pub creator: String,
    /// The lowest price as a decimal: `6.50`.
    pub price: String,
    /// ISO 4217: `EUR`.
    pub currency: String,
    /// Whether it can be bought now.
    pub on_sale: bool,
    /// Its kind: `3D print`.
    pub category: String,
}

impl Product {
    /// The block's content, safe between script tags.
    pub fn json_ld(&self) -> String {
        let stock = if self.on_sale { "InStock" } else { "OutOfStock" };
        let value = json!({
            "@context": "https://schema.org",
            "@type": "Product",
            "name": self.name,
            "description": self.description,
            "image": self.images,
            "url": self.url,
            "category": self.category,
            "brand": { "@type": "Brand", "name": self.creator },
            "offers": {
                "@type": "Offer",
                "url": self.url,
                "price": self.price,
                "priceCurrency": self.currency,
                "availability": format!("https://schema.org/{stock}"),
                "seller": { "@type": "Person", "name": self.creator },
            },
        });
        script_json(&value)
    }
}

/// `value` as JSON that cannot end the script block it stands in, nor an attribute.
pub fn script_json(value: &impl Serialize) -> String {
    let plain = serde_json::to_string(value).unwrap_or_else(|_| Value::Null.to_string());
    let mut safe = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => safe.push(letter),
        }
    }
    safe
}
