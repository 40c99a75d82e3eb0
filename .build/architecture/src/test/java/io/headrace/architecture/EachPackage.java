package io.headrace.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * Every package is a slice of its own, the root package included. The root package lies in two floors: the values that memory stores
 * and users name are one slice there, the API above is another.
 */
final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        if (HouseTest.isValueOfTheApi(type)) return SliceIdentifier.of(type.getPackageName(), "values");
        return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
        return "packages";
    }
}
