//! The part of a typed struct that a field becomes, and the typed forms of values. The
//! derivation of the structs belongs to `specialize`.

use super::fields::Listed;
use super::scope::{Scope, Specializer};
use super::unnamed::{FieldMember, UnnamedMember};
use crate::model::{
    Condition, FieldId, Known, RuleId, TableId, Target, Test, Type, TypedId, TypedType,
    assume,
};

impl Specializer<'_> {
    /// The part of a field; none if the field is never allowed.
    pub(super) fn member(
        &mut self,
        field_id: FieldId,
        scope: &Scope<'_>,
    ) -> Option<UnnamedMember> {
        let field = self.contract.field(field_id);
        let left: Vec<(RuleId, Condition)> = self
            .rules(field_id)
            .map(|(id, rule)| (id, assume(field_id, &rule.when, scope.known)))
            .collect();
        let find = |wanted: fn(&Test) -> bool| {
            left.iter().find(|(id, _)| {
                wanted(&self.contract[*id].test) && !self.contract[*id].each
            })
        };
        if find(|test| *test == Test::OnlyWhen).is_some_and(|(_, when)| when.is_never())
        {
            return None;
        }
        let required = !field.on_no_page
            && find(|test| *test == Test::Required)
                .is_some_and(|(_, when)| when.is_always());
        let fixed = find(|test| matches!(test, Test::Fixed(_)));
        if let Some((id, when)) = fixed
            && required
            && when.is_always()
            && let Test::Fixed(value) = &self.contract[*id].test
        {
            return Some(UnnamedMember::Constant { field_id, value: value.clone() });
        }
        let ty = self.member_ty(field_id, &left, scope.known);
        let left = left.into_iter().filter(|(id, when)| {
            let rule = &self.contract[*id];
            let specialized = match rule.test {
                Test::Type => true,
                Test::Required => required,
                Test::Enum(_) => when.is_always() && !rule.each,
                Test::OnlyWhen | Test::DocumentedFor | Test::Members(..) => {
                    when.is_always()
                }
                _ => false,
            };
            let never = when.is_never() && rule.test != Test::DocumentedFor;
            !specialized && !never
        });
        let left = left.collect();
        Some(UnnamedMember::Field(FieldMember { field_id, required, ty, left }))
    }

    /// The type of a field, whose rules have these rests of their conditions.
    fn member_ty(
        &mut self,
        field_id: FieldId,
        left: &[(RuleId, Condition)],
        known: &Known,
    ) -> TypedType {
        let field = self.contract.field(field_id);
        match (self.listed(field_id, known), &field.delimiter) {
            // A list of values constrains the text as a whole.
            (None, Some(delimiter)) if field.ty == Type::String => {
                TypedType::Joined(delimiter.clone())
            }
            (Some(Listed::Here(list)), _) if field.ty.list() != Some(list) => {
                TypedType::Listed(list)
            }
            (Some(Listed::Nowhere), _) => match field.ty {
                Type::Enum(_, kind) => TypedType::Unlisted(kind),
                _ => self.ty(&field.ty),
            },
            _ => self.conditional(left).unwrap_or_else(|| self.ty(&field.ty)),
        }
    }

    /// The typed form of the members that an object always has, by the rests of its rules.
    /// Members that it may have get one, too.
    fn conditional(&mut self, left: &[(RuleId, Condition)]) -> Option<TypedType> {
        let contract = self.contract;
        let members = left
            .iter()
            .filter_map(|(id, when)| Some((contract[*id].test.members()?, when)));
        let members: Vec<(TableId, &Condition)> = members.collect();
        for (table, _) in &members {
            self.reference(*table);
        }
        let mut here = members.into_iter().filter(|(_, when)| !when.is_never());
        match (here.next(), here.next()) {
            (Some((table, when)), None) if when.is_always() => {
                Some(TypedType::Typed(self.reference(table)))
            }
            _ => None,
        }
    }

    /// The typed form of the values of a field.
    pub(super) fn ty(&mut self, ty: &Type) -> TypedType {
        match ty {
            Type::Struct(id) => TypedType::Typed(self.reference(*id)),
            Type::Array(inner) => match self.ty(inner) {
                TypedType::Wire(_) => TypedType::Wire(ty.clone()),
                inner => TypedType::Array(Box::new(inner)),
            },
            Type::Map(inner) => match self.ty(inner) {
                TypedType::Wire(_) => TypedType::Wire(ty.clone()),
                inner => TypedType::Map(Box::new(inner)),
            },
            other => TypedType::Wire(other.clone()),
        }
    }

    /// The typed form of an object.
    fn reference(&mut self, id: TableId) -> TypedId {
        if let Some(known) = self.memo.get(&id) {
            return *known;
        }
        let typed = self.reserve(Target::Object(id), &[], true);
        self.memo.insert(id, typed);
        self.pending.push_back((typed, id));
        typed
    }
}
